"""From what is typed to the rows that answer it: query, index, run."""
