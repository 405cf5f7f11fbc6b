-- The values are those that a script has in place of secret ones, so that dumps agree.
CREATE USER MAPPING FOR desk_app SERVER news OPTIONS ("user" 'fill in', password 'fill in');
CREATE USER MAPPING FOR PUBLIC SERVER archive_news;
