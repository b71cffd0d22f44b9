using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Math.EC.Rfc8032;
using StartOperator.Package.Diagnostics;
using StartOperator.Package.S9pk;

namespace StartOperator.Package.Tests.S9pk;

/// <summary>Packages of version 2: named, and refused.</summary>
public sealed class NewerPackageTests
{
    private const int TablePosition = 155;
    private const string Manifest = """{"id": "bitcoind", "title": "Bitcoin", "version": "28.1:0", "images": {}}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_package_of_version_2_is_named_and_refused(bool piped)
    {
        var reading = Read(Build(), piped);
        reading.Package.ShouldBeNull();
        var newer = reading.Newer.ShouldNotBeNull();
        (newer.Id, newer.Title, newer.Version).ShouldBe(("bitcoind", "Bitcoin", "28.1:0"));
        var error = reading.Diagnostics.ShouldHaveSingleItem();
        error.Message.ShouldContain("bitcoind");
        error.Remedy.ShouldContain("0.3.x");
    }

    [Fact]
    public void A_manifest_before_its_listing_can_be_read_from_a_file_but_not_from_a_pipe()
    {
        var file = Build(manifestFirst: true);
        Read(file).Newer!.Id.ShouldBe("bitcoind");
        var reading = Read(file, piped: true);
        reading.Newer!.Id.ShouldBeNull();
        reading.Diagnostics[0].Message.ShouldContain("pipe");
    }

    [Fact]
    public void The_order_of_the_listing_means_nothing() => Read(Build(reversed: true)).Newer!.Id.ShouldBe("bitcoind");

    [Theory]
    [InlineData(3)]
    [InlineData(35)]
    [InlineData(99)]
    [InlineData(138)]
    public void A_header_that_was_changed_is_refused(int at)
    {
        var file = Build();
        file[at] ^= 1;
        var reading = Read(file);
        reading.Newer.ShouldBeNull();
        reading.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("signature");
    }

    [Theory]
    [InlineData(TablePosition + 20, "not the one that was signed")]
    [InlineData(-5, "not the one that was signed")]
    public void A_listing_or_a_manifest_that_was_changed_is_not_believed(int at, string says)
    {
        var file = Build();
        file[at < 0 ? file.Length + at : at] ^= 1;
        var reading = Read(file);
        reading.Newer.ShouldNotBeNull().Id.ShouldBeNull();
        reading.Diagnostics[0].Message.ShouldContain(says);
    }

    [Fact]
    public void A_listing_that_claims_to_be_huge_is_refused() =>
        Read(Build(tableSize: 1 << 30)).Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("too large");

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(154)]
    public void A_header_that_is_cut_off_is_told_so(int length) => Read([.. ";;\u0002"u8, .. new byte[length]]).Newer.ShouldBeNull();

    [Fact]
    public void A_file_that_is_cut_off_behind_its_header_still_has_a_signer()
    {
        foreach (var length in (int[])[155, 160, 200])
        {
            var reading = Read(Build()[..length]);
            reading.Newer.ShouldNotBeNull().Id.ShouldBeNull();
            reading.HasErrors.ShouldBeTrue();
        }
    }

    [Fact]
    public void A_manifest_without_id_is_told_of() => Read(Build(manifest: "{}")).Diagnostics[0].Severity.ShouldBe(Severity.Warning);

    [Fact]
    public void The_hash_is_BLAKE3() =>
        Convert.ToHexStringLower(Hash([])).ShouldBe("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");

    /// <summary>A package with a manifest, a missing icon and an empty folder.</summary>
    private static byte[] Build(string manifest = Manifest, bool manifestFirst = false, bool reversed = false, ulong? tableSize = null)
    {
        var content = Encoding.UTF8.GetBytes(manifest);
        List<(string Name, byte[] Hash, ulong Size, byte Type)> entries =
            [("icon.png", new byte[32], 7, 0), ("images", new byte[32], 100, 2), ("manifest.json", Hash(content), (ulong)content.Length, 1)];
        var length = Table(entries, _ => 0).Length;
        var manifestPosition = manifestFirst ? TablePosition : TablePosition + length;
        var tablePosition = manifestFirst ? TablePosition + content.Length : TablePosition;
        var table = Table(reversed ? Enumerable.Reverse(entries) : entries, type => type == 1 ? (ulong)manifestPosition : 5);

        var header = new byte[TablePosition];
        ";;\u0002"u8.CopyTo(header);
        Ed25519.GeneratePublicKey(RawPackage.Seed, header.AsSpan(3, 32));
        Hash(Table(entries.OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => entry with { Type = 0 }), _ => 0)).CopyTo(header, 99);
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(131), 4096);
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(139), (ulong)tablePosition);
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(147), tableSize ?? (ulong)table.Length);
        var signature = new byte[64];
        Ed25519.SignPrehash(RawPackage.Seed, "s9pk"u8.ToArray(), SHA512.HashData(header.AsSpan(99, 40)), signature);
        signature.CopyTo(header, 35);
        return manifestFirst ? [.. header, .. content, .. table] : [.. header, .. table, .. content];
    }

    private static byte[] Table(IEnumerable<(string Name, byte[] Hash, ulong Size, byte Type)> entries, Func<byte, ulong> position)
    {
        List<byte> table = [3];
        foreach (var (name, hash, size, type) in entries)
        {
            table.AddRange([(byte)name.Length, .. Encoding.UTF8.GetBytes(name), .. hash, .. Number(size), type]);
            if (type > 0) table.AddRange(Number(position(type)));
            if (type == 2) table.AddRange(Number(9));
        }

        return [.. table];
    }

    private static byte[] Number(ulong number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Hash(byte[] bytes)
    {
        var digest = new Blake3Digest();
        digest.BlockUpdate(bytes);
        var hash = new byte[32];
        digest.DoFinal(hash);
        return hash;
    }

    private static S9pkReading Read(byte[] file, bool piped = false) => S9pkReader.Read(piped ? new Pipe(file) : new MemoryStream(file));
}
