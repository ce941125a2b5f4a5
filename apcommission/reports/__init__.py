"""Pages and papers that read all apps; owns only the frozen Schools Forum reports."""
