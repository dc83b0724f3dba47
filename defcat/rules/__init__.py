"""What follows from the record: an agreement's status, and the columns computed from its parts."""
