"""What the clinician writes of the photograph, next to it: findings, templates and phrases."""
