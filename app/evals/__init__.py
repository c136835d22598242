"""The page's view of eval runs: what was asked, what came of it, and how two runs differ."""
