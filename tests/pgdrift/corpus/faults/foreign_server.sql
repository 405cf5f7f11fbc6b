CREATE SERVER news TYPE 'press' VERSION '2' FOREIGN DATA WRAPPER feed OPTIONS (host 'news.example', port '80');
CREATE SERVER archive_news FOREIGN DATA WRAPPER feed OPTIONS (host 'old.example');
ALTER SERVER news OWNER TO desk_service;
COMMENT ON SERVER news IS 'The press';
GRANT USAGE ON FOREIGN SERVER news TO desk_app;
