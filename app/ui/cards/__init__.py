"""The docks beside the panes: results, controls, the browser of photographs."""
