"""The pages of the detail pane, as HTML: facts, timeline, links, sources, history."""
