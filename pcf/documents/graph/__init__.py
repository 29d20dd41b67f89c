"""Pictures of the supply chain: a layered drawing, and a page to walk through it."""
