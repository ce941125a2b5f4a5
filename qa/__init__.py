"""Quality assurance: frameworks, visits, judgements and actions."""
