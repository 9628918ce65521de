"""The docks next to the panes: results, controls, the browser of photographs."""
