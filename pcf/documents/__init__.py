"""Documents for people: one neutral content, rendered to HTML and Markdown, with figures."""
