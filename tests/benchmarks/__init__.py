"""How long each stage takes: ``make bench``. Nothing is asserted; machines differ."""
