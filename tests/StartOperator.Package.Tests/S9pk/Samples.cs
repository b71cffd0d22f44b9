using StartOperator.Package.Diagnostics;
using StartOperator.Package.Packed;
using StartOperator.Package.S9pk;

namespace StartOperator.Package.Tests.S9pk;

/// <summary>The worked example as a package, and variations of it.</summary>
internal static class Samples
{
    /// <summary>A package that nothing is wrong with, with an archive for two architectures, assets and a script.</summary>
    public static RawPackage Good { get; } = new RawPackage
    {
        Sections =
        [
            ("manifest", PackedManifest.ToCbor(NoteKeeper.Manifest)),
            ("license", "MIT\n"u8.ToArray()),
            ("instructions", "# Note Keeper\n"u8.ToArray()),
            ("icon", "<svg/>"u8.ToArray()),
            ("docker_images", SavedImages.Bundle(("aarch64", SavedImages.Archive()), ("x86_64", SavedImages.Archive("amd64")))),
            ("assets", Assets.ToBytes()),
            ("scripts", "export const getConfig = null;\n"u8.ToArray()),
        ],
    };

    /// <summary>The example's assets.</summary>
    public static RawTar Assets => new RawTar().Folder("compat/").File("compat/config_spec.yaml", "{}\n").Folder("compat/more").Link("compat/more/spec", "../config_spec.yaml")
        .HardLink("compat/more/same", "compat/config_spec.yaml");

    /// <summary>Reads a package.</summary>
    public static S9pkReading Read(RawPackage package) => S9pkReader.Read(new MemoryStream(package.ToBytes()));

    /// <summary>Reads the good package with another section.</summary>
    public static S9pkReading With(string label, byte[] content) => Read(Good.With(label, content));

    /// <summary>Asserts that a package is refused as a whole, with one error, and returns it.</summary>
    public static Diagnostic ShouldBeRefused(RawPackage package) => ShouldBeRefused(package.ToBytes());

    /// <summary>Asserts that a file is refused as a whole, with one error, and returns it.</summary>
    public static Diagnostic ShouldBeRefused(byte[] file)
    {
        // A pipe must say the same as a file, as far as it can see ahead.
        var piped = S9pkReader.Read(new Pipe(file));
        piped.Package.ShouldBeNull();
        var reading = S9pkReader.Read(new MemoryStream(file));
        reading.Package.ShouldBeNull();
        reading.Newer.ShouldBeNull();
        var error = reading.Diagnostics.Where(finding => finding.Severity == Severity.Error).ShouldHaveSingleItem();
        error.Message.ShouldNotBeEmpty();
        error.Remedy.ShouldNotBeEmpty();
        return error;
    }

    /// <summary>Asserts that a package is signed, but has exactly one error in its contents, and returns it.</summary>
    public static Diagnostic ShouldFail(S9pkReading reading)
    {
        reading.Package.ShouldNotBeNull().IsVerified.ShouldBeTrue();
        reading.HasErrors.ShouldBeTrue();
        return reading.Diagnostics.Where(finding => finding.Severity == Severity.Error).ShouldHaveSingleItem();
    }
}
