namespace StartOperator.Distribution.Sbom;

/// <summary>What of Debian is in an image, from the control data of its packages.</summary>
public static class DebianPackage
{
    /// <summary>Reads one package's control data, as <c>dpkg-deb -f</c> prints it.</summary>
    /// <param name="control">The text.</param>
    /// <exception cref="FormatException">It lacks the name, version or architecture.</exception>
    public static Component Read(string control)
    {
        string Field(string name) =>
            control.Split('\n').FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.Ordinal)) is { } line
                ? line[(name.Length + 2)..].Trim()
                : throw new FormatException($"the control data of a Debian package lacks '{name}'");

        var (package, version, architecture) = (Field("Package"), Field("Version"), Field("Architecture"));
        return new Component(package, version, $"pkg:deb/debian/{package}@{Uri.EscapeDataString(version)}?arch={architecture}");
    }
}
