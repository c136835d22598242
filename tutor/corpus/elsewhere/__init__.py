"""Sources from elsewhere: archives, web sites and git repositories, brought into a folder that can be loaded.

Each kind has one function that writes files below a folder and gives a `Gathered`. Nothing that is brought is run,
believed or followed out of its bounds.
"""
