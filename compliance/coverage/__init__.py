"""What the rules cover of the law, and what the scenarios cover of the rules."""
