"""The commands of the command line, one file each.  They read files, the clock and the environment; nothing below does."""
