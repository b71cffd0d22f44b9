using StartOperator.Package.Reading;
using StartOperator.Package.Reading.Config;

namespace StartOperator.Package;

/// <summary>
/// Reads config specs as their authors write them, such as <c>assets/compat/config_spec.yaml</c> (contract: config-spec.md).
/// Whatever is wrong with the input comes back as diagnostics.
/// </summary>
public static class ConfigSpecReader
{
    /// <summary>Reads a YAML file.</summary>
    public static ConfigSpecReading ReadFile(string path)
    {
        var document = new DocumentReader();
        return Read(document, document.LoadFile(path, DocumentFormat.Yaml));
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="format">What language it is in.</param>
    /// <param name="sourceName">How diagnostics name the text.</param>
    public static ConfigSpecReading ReadText(string text, DocumentFormat format, string sourceName)
    {
        var document = new DocumentReader();
        return Read(document, document.LoadText(text, format, sourceName));
    }

    private static ConfigSpecReading Read(DocumentReader document, Cursor? root)
    {
        var spec = root is null ? null : new SpecReader(DocumentForm.Authoring).Read(root);
        return new ConfigSpecReading(document.Log.Errors == 0 ? spec : null, document.Log.InOrder());
    }
}
