"""Twofront."""
