using System.Text;

namespace StartOperator.Package.Reading.Documents;

/// <summary>The bytes of a file, and the text in them.</summary>
internal static class DocumentText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file, but never more of it than a document may have.</summary>
    /// <exception cref="DocumentFault">It is too big.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadFile(string path, DocumentLimits limits)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var buffer = new byte[limits.Bytes + 1];
        var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length <= limits.Bytes ? buffer[..length] : throw TooBig(limits);
    }

    /// <summary>Decodes UTF-8.</summary>
    /// <exception cref="DocumentFault">It is something else.</exception>
    public static string Decode(byte[] bytes, DocumentBuilder build)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException fault)
        {
            var before = bytes.AsSpan(0, Math.Clamp(fault.Index, 0, bytes.Length));
            var line = before.Count((byte)'\n') + 1;
            var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
            throw new DocumentFault("this is not UTF-8 text", "save the file as UTF-8", build.At(line, column));
        }
    }

    /// <summary>Encodes a text as UTF-8.</summary>
    /// <exception cref="DocumentFault">It holds half of a surrogate pair, which is no character.</exception>
    public static byte[] Encode(string text, DocumentBuilder build)
    {
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw new DocumentFault("half of a surrogate pair is no character", "write the whole character", build.At(1, 1));
        }
    }

    /// <summary>Checks a text's size before it is parsed.</summary>
    /// <exception cref="DocumentFault">It is too big.</exception>
    public static void CheckSize(string text, DocumentLimits limits)
    {
        if (text.Length > limits.Bytes || Encoding.UTF8.GetByteCount(text) > limits.Bytes) throw TooBig(limits);
    }

    /// <summary>Checks the size of a document that is no text before it is parsed.</summary>
    /// <exception cref="DocumentFault">It is too big.</exception>
    public static void CheckSize(ReadOnlyMemory<byte> bytes, DocumentLimits limits)
    {
        if (bytes.Length > limits.Bytes) throw TooBig(limits);
    }

    /// <summary>A fault in a text that holds the marks of an unfinished merge is about those marks.</summary>
    public static DocumentFault BlameConflictMarkers(DocumentFault fault, string text, DocumentBuilder build)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (line.StartsWith("<<<<<<< ") || line.StartsWith(">>>>>>> "))
            {
                var message = $"a git conflict marker stands here: '{Wording.Short(line.ToString())}'";
                return new DocumentFault(message, "finish the merge and remove the markers", build.At(number, 1));
            }
        }

        return fault;
    }

    private static DocumentFault TooBig(DocumentLimits limits) =>
        new($"the document has more than {limits.Bytes / 1024} KiB", "make it smaller", null);
}
