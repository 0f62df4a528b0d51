"""Exports of a user's own: purchases, posts, replies and followers as files, read rightly or refused with the row."""
