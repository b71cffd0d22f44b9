using System.Text.Json;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.Reading;
using StartOperator.Package.S9pk.Container;
using StartOperator.Package.S9pk.Streams;

namespace StartOperator.Package.S9pk.Newer;

/// <summary>
/// Reads a package of version 2 as far as it takes to name it: the signature, the listing of its contents, and the manifest, each checked against
/// what is above it.
/// </summary>
internal static class NewerReader
{
    private const string ManifestName = "manifest.json";
    private const int MostManifest = 1 << 20;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>Reads from behind the first three bytes. The result always has an error: the package can't be run.</summary>
    /// <exception cref="S9pkFault">The header can't be believed.</exception>
    public static S9pkReading Read(Stream source)
    {
        var header = NewerHeader.Read(source);
        List<Diagnostic> diagnostics = [];
        NewerPackage package = new(header.Signer, Convert.ToHexStringLower(header.RootHash), null, null, null);
        try
        {
            package = ReadManifest(source, header, package);
        }
        catch (Exception fault) when (fault is S9pkFault or EndOfStreamException)
        {
            diagnostics.Add(Warn(fault.Message));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            diagnostics.Add(Warn("it is no manifest of this version"));
        }

        var what = package.Id is { } id ? $"'{Wording.Short(id)}' {Wording.Short(package.Version!)} " : "";
        var message = $"the package {what}is built for StartOS 0.3.6 and 0.4 (version 2 of the format), which StartOperator can't run";
        diagnostics.Add(new Diagnostic(Severity.Error, "", message, $"take its {Magic.RightBuild}", null));
        return new S9pkReading(null, package, diagnostics);
    }

    private static NewerPackage ReadManifest(Stream source, NewerHeader header, NewerPackage package)
    {
        var table = new DirectoryTable(ReadAt(source, NewerHeader.Length, header.TablePosition, header.TableSize));
        if (!table.Hash().AsSpan().SequenceEqual(header.RootHash))
            throw new S9pkFault("", "the listing of the contents is not the one that was signed", "");

        var file = table.File(ManifestName) ?? throw new S9pkFault("", "it is not in the file", "");
        if (file.Size > MostManifest) throw new S9pkFault("", $"it has more than {MostManifest >> 10} KiB", "");

        var json = ReadAt(source, (long)(header.TablePosition + header.TableSize), file.Position, file.Size);
        if (!Blake3.Hash(json).AsSpan().SequenceEqual(file.Hash)) throw new S9pkFault("", "it is not the one that was signed", "");

        using var document = JsonDocument.Parse(json, Options);
        string Text(string key) => document.RootElement.GetProperty(key).GetString() ?? throw new JsonException();
        return package with { Id = Text("id"), Version = Text("version"), Title = Text("title") };
    }

    private static Diagnostic Warn(string reason) =>
        new(Severity.Warning, ManifestName, $"the manifest can't be read: {reason}", S9pkFault.FetchAgain, null);

    /// <summary>Reads bytes from a place; in a stream that can't be sought in, the place must be ahead.</summary>
    private static byte[] ReadAt(Stream source, long here, ulong position, ulong length)
    {
        if (position > long.MaxValue - length) throw new EndOfStreamException("the file ends before it");
        if (source.CanSeek) source.Position = (long)position;
        else if ((long)position < here) throw new S9pkFault("", "it lies before its listing, where a pipe can't go back to", "");
        else source.Skip((long)position - here);

        var bytes = new byte[length];
        source.ReadExactly(bytes);
        return bytes;
    }
}
