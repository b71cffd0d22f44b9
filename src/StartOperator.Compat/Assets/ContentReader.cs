namespace StartOperator.Compat.Assets;

/// <summary>Reads the next bytes of a file; answers how many, 0 at its end.</summary>
internal delegate int ContentReader(Span<byte> buffer);
