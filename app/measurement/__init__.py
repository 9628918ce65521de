"""Numbers from vessel masks, each with its band or the reason why it is withheld."""
