"""Work on many photographs: tasks, their names and the ledger of what is done."""
