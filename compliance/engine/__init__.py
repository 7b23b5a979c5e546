"""Rules on a dossier: three-valued evaluation with causes, judgements, presumptions and fees, and the explanation of it all."""
