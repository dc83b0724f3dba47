"""Records being made or edited: drafts, their rows and children, and how they are kept."""
