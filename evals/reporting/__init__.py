"""The parts of a report: elements of HTML, plots as SVG, and the cases one by one."""
