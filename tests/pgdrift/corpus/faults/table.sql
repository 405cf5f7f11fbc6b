CREATE FOREIGN TABLE public.headlines (
    id integer OPTIONS (field '1') NOT NULL,
    title text DEFAULT 'none' CONSTRAINT headlines_title CHECK (title <> '')
) SERVER news OPTIONS (page '1', mode 'all');
CREATE TRIGGER headlines_touch BEFORE UPDATE ON public.headlines
    FOR EACH ROW EXECUTE FUNCTION public.touch();
ALTER TABLE public.headlines OWNER TO desk_owner;
COMMENT ON FOREIGN TABLE public.headlines IS 'What they print';
COMMENT ON COLUMN public.headlines.title IS 'In capitals';
GRANT SELECT ON public.headlines TO desk_app;
