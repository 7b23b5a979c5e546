"""Papers: text → nodes with places → facts typed by the forms.  YAML and JSON Schema have their doors here."""
