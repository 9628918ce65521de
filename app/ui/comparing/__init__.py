"""Photographs of one person side by side: pictures, numbers and their trend."""
