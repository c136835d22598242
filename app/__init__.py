"""The page: a door like the command line. It shows what the roads give and holds no logic of theirs."""
