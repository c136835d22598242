"""What Groundwork is compared with. Runs in .venv-peers (`make peers`), knows nothing of tutor/."""
