-- Two operators that deny each other, and one that stands alone.
CREATE FUNCTION public.alike(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN lower($1) = lower($2);
CREATE FUNCTION public.unlike(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN lower($1) <> lower($2);
CREATE FUNCTION public.shorter(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE
    RETURN length($1) < length($2);
CREATE OPERATOR public.=== (FUNCTION = public.alike, LEFTARG = text, RIGHTARG = text, COMMUTATOR = OPERATOR(public.===),
    NEGATOR = OPERATOR(public.!==), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR public.!== (FUNCTION = public.unlike, LEFTARG = text, RIGHTARG = text,
    COMMUTATOR = OPERATOR(public.!==), NEGATOR = OPERATOR(public.===));
CREATE OPERATOR public.<# (FUNCTION = public.shorter, LEFTARG = text, RIGHTARG = text);
CREATE VIEW public.short_notes AS SELECT id FROM public.notes WHERE body OPERATOR(public.<#) 'note 10';
CREATE INDEX kinds_like_a ON public.kinds (code) WHERE code::text OPERATOR(public.===) 'A';
COMMENT ON OPERATOR public.=== (text, text) IS 'Case does not matter';
