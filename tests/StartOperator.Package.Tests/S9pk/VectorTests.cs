using System.Security.Cryptography;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.S9pk;
using StartOperator.Package.S9pk.Signing;

namespace StartOperator.Package.Tests.S9pk;

/// <summary>The test vector of the contract (s9pk.md §9).</summary>
public sealed class VectorTests
{
    private const string FileDigest = "03044053cc757f56c178d7629869be86de8e6ecf81db8a1335456ee767120157";
    private const string Hash = "PALMKZRHDKXB6OQOFU2VT3FFFZ5GRNM6RDTSDND3O4KBOZ32PYYDII2LL7IUTLEACZYMBLYL7WX3FE6CETFAVURRIUICEKWISXODE3A";
    private const string Key = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";

    private static readonly byte[] File = new RawPackage().ToBytes();

    [Fact]
    public void The_file_of_the_test_is_the_contracts()
    {
        File.Length.ShouldBe(2341);
        Convert.ToHexStringLower(SHA256.HashData(File)).ShouldBe(FileDigest);
    }

    [Fact]
    public void Its_signature_is_right()
    {
        var package = S9pkReader.Read(new MemoryStream(File)).Package.ShouldNotBeNull();
        package.IsVerified.ShouldBeTrue();
        package.Hash!.ToString().ShouldBe(Hash);
        package.Signer.ToString().ShouldBe(Key);
        package.Length.ShouldBe(2341);
        package.Sections.Select(section => (section.Section, section.Position, section.Length)).ShouldBe(
        [
            (S9pkSection.Manifest, 279, 1), (S9pkSection.License, 280, 4), (S9pkSection.Instructions, 284, 5), (S9pkSection.Icon, 289, 4),
            (S9pkSection.DockerImages, 293, 1024), (S9pkSection.Assets, 1317, 1024),
        ]);
    }

    [Fact]
    public void Its_manifest_and_images_are_not()
    {
        var reading = S9pkReader.Read(new MemoryStream(File));
        reading.HasErrors.ShouldBeTrue();
        reading.Package!.Manifest.ShouldBeNull();
        var errors = reading.Diagnostics.Where(finding => finding.Severity == Severity.Error).Select(finding => finding.Path).ToList();
        errors.ShouldContain("main");
        errors.ShouldContain("docker_images");
    }

    [Fact]
    public void The_writer_writes_it_byte_by_byte()
    {
        using var output = new MemoryStream();
        var sections = RawPackage.VectorSections.Where(section => section.Content is not null)
            .ToDictionary(section => S9pkLabels.Parse(section.Label)!.Value, section => (Action<Stream>)(stream => stream.Write(section.Content)));
        var hash = S9pkWriter.Write(output, sections, DeveloperKey.FromSeed(RawPackage.Seed));
        output.ToArray().ShouldBe(File);
        hash.ToString().ShouldBe(Hash);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s9pK")]
    public void Another_context_is_another_signature(string context)
    {
        var reading = S9pkReader.Read(new MemoryStream((new RawPackage() with { Context = System.Text.Encoding.ASCII.GetBytes(context) }).ToBytes()));
        reading.Package.ShouldBeNull();
        reading.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("signature");
    }

    [Fact]
    public void Ed25519_without_prehash_is_another_signature()
    {
        var file = (byte[])File.Clone();
        var signature = new byte[64];
        Org.BouncyCastle.Math.EC.Rfc8032.Ed25519.Sign(RawPackage.Seed, file.AsSpan(279), signature);
        signature.CopyTo(file, 35);
        S9pkReader.Read(new MemoryStream(file)).Package.ShouldBeNull();
    }
}
