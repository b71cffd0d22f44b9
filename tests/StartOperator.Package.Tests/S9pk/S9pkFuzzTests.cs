using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using CsCheck;
using StartOperator.Package.Packed;
using StartOperator.Package.S9pk;
using StartOperator.Package.S9pk.Extraction;

namespace StartOperator.Package.Tests.S9pk;

/// <summary>
/// Packages with random damage, most of them signed again so that it gets past the signature. <c>STARTOPERATOR_S9PK_FUZZ</c> says how many inputs
/// each test takes; the default is a few thousand.
/// </summary>
public sealed class S9pkFuzzTests : IDisposable
{
    private const string Variable = "STARTOPERATOR_S9PK_FUZZ";
    private const int BodyStart = 279;

    private static readonly long Inputs = long.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var inputs) ? inputs : 2000;

    private static readonly byte[][] Files =
    [
        Samples.Good.ToBytes(),
        Samples.Good.With("docker_images", SavedImages.Archive()).ToBytes(),
        (Samples.Good with { Sections = [.. Samples.Good.Sections.Reverse()] }).ToBytes(),
        new RawPackage().ToBytes(),
    ];

    private static readonly byte[] Manifest = PackedManifest.ToCbor(NoteKeeper.Manifest);

    private static readonly byte[][] Pieces =
    [
        [0], [0xff], [0x7f], [0x80], "../"u8.ToArray(), "/"u8.ToArray(), "\0"u8.ToArray(), "{}"u8.ToArray(), [0xbf], [0x9f], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [0x5f, 0x41], [0xc2, 0x58, 0xff], [0xfb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0], "multiarch.cbor"u8.ToArray(), "manifest.json"u8.ToArray(), "77777777777\0"u8.ToArray(), new byte[512],
    ];

    /// <summary>What damage can do to a file's bytes.</summary>
    private static readonly Gen<Func<byte[], byte[]>> Damages = Gen.OneOf(
        Gen.Select(Gen.Double[0, 1], Gen.Byte, (where, octet) => (Func<byte[], byte[]>)(file => Change(file, where, [octet]))),
        Gen.Select(Gen.Double[0, 1], Gen.Int[0, 7], (where, bit) => (Func<byte[], byte[]>)(file => Change(file, where, [(byte)(file[At(file, where)] ^ (1 << bit))]))),
        Gen.Select(Gen.Double[0, 1], Gen.OneOf(Pieces), (where, piece) => (Func<byte[], byte[]>)(file => Change(file, where, piece))),
        Gen.Select(Gen.Double[0, 1], Gen.OneOf(Pieces), (where, piece) => (Func<byte[], byte[]>)(file => [.. file[..At(file, where)], .. piece, .. file[At(file, where)..]])),
        Gen.Select(Gen.Double[0, 1], Gen.Int[1, 600], (where, length) => (Func<byte[], byte[]>)(file => [.. file[..At(file, where)], .. file[Math.Min(file.Length, At(file, where) + length)..]])),
        Gen.Select(Gen.Double[0, 0.05], Gen.OneOf(Gen.Byte, Gen.OneOf<byte>(0, 1, 0x7f, 0x80, 0xff)), (where, octet) => (Func<byte[], byte[]>)(file => Change(file, where, [octet]))),
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], (from, to) => (Func<byte[], byte[]>)(file => Change(file, to, file[At(file, from)..Math.Min(file.Length, At(file, from) + 512)]))),
        Gen.Select(Gen.Double[0, 1], Gen.Char['0', '7'], (where, type) => (Func<byte[], byte[]>)(file => Retype(file, where, (byte)type))));

    private static readonly Gen<byte[]> Damaged = Gen.Select(Gen.OneOf(Files), Damages.Array[1, 4], Gen.Int[0, 9], (file, damages, chance) =>
    {
        var damaged = damages.Aggregate(file, (bytes, damage) => bytes.Length == 0 ? bytes : damage(bytes));
        return chance == 0 || damaged.Length < BodyStart ? damaged : RawPackage.Sign(damaged, Start(damaged));
    });

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_file_makes_the_reader_throw_hang_or_say_too_little()
    {
        var watch = Stopwatch.StartNew();
        var (verified, clean) = (0L, 0L);
        Damaged.Sample(
            file =>
            {
                var reading = S9pkReader.Read(new Watched(file));
                Judge(reading);
                if (reading.Package is not null) Interlocked.Increment(ref verified);
                if (!reading.HasErrors) Interlocked.Increment(ref clean);
                Judge(S9pkReader.Glance(new MemoryStream(file)));
                if (file.Length % 16 == 0) S9pkReader.Read(new Pipe(file)).Package.ShouldBe(reading.Package);
            },
            iter: Inputs);
        Tell($"{Inputs} files: {verified} with a right signature, {clean} without errors", watch);
    }

    [Fact]
    public void No_manifest_makes_the_reader_throw()
    {
        var watch = Stopwatch.StartNew();
        var read = 0L;
        Damages.Array[1, 4].Select(damages => damages.Aggregate(Manifest, (bytes, damage) => bytes.Length == 0 ? bytes : damage(bytes))).Sample(
            cbor =>
            {
                var reading = PackedManifest.Read(cbor);
                (reading.Manifest is null).ShouldBe(reading.HasErrors);
                reading.Diagnostics.ShouldAllBe(finding => finding.Message.Length > 0 && finding.Message.Length < 500 && finding.Remedy.Length > 0);
                if (reading.Manifest is not { } manifest) return;
                Interlocked.Increment(ref read);
                PackedManifest.Read(PackedManifest.ToCbor(manifest)).Manifest.ShouldBe(PackedManifest.Complete(manifest));
            },
            iter: Inputs);
        Tell($"{Inputs} manifests: {read} without errors", watch);
    }

    [Fact]
    public void No_package_writes_outside_its_folder()
    {
        var watch = Stopwatch.StartNew();
        var inputs = Math.Max(300, Inputs / 20);
        var (number, extracted) = (0L, 0L);
        Damaged.Sample(
            file =>
            {
                if (S9pkReader.Read(new MemoryStream(file)).Package is not { } package) return;

                var cage = Path.Combine(_folder.Path, $"{Interlocked.Increment(ref number)}");
                Directory.CreateDirectory(cage);
                var target = Path.Combine(cage, "target");
                if (S9pkExtractor.Extract(new MemoryStream(file), package, target).Count == 0)
                {
                    Interlocked.Increment(ref extracted);
                    Directory.GetFileSystemEntries(cage).ShouldBe([target]);
                    Directory.GetFileSystemEntries(target, "*", SearchOption.AllDirectories).ShouldAllBe(entry => StaysInside(entry, target));
                }
                else
                {
                    Directory.GetFileSystemEntries(cage).ShouldBeEmpty();
                }

                Directory.Delete(cage, recursive: true);
            },
            iter: inputs);
        Directory.GetFileSystemEntries(_folder.Path).ShouldBeEmpty();
        Tell($"{inputs} packages: {number} with a right signature, {extracted} laid out", watch);
    }

    private static void Judge(S9pkReading reading)
    {
        if (reading.Package is null) reading.HasErrors.ShouldBeTrue();
        reading.Diagnostics.ShouldAllBe(finding => finding.Message.Length > 0 && finding.Message.Length < 700 && !finding.Message.Any(char.IsControl) && !finding.Path.Any(char.IsControl));
        reading.Diagnostics.Count.ShouldBeLessThan(500);
    }

    /// <summary>Links were made as the archive has them: where they lead is looked up as the kernel would.</summary>
    private static bool StaysInside(string entry, string target)
    {
        var final = File.ResolveLinkTarget(entry, returnFinalTarget: false);
        return final is null || !Path.IsPathRooted(new FileInfo(entry).LinkTarget!) && Path.GetFullPath(final.FullName).StartsWith(target, StringComparison.Ordinal);
    }

    private static void Tell(string what, Stopwatch watch) =>
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}, in {watch.Elapsed.TotalSeconds:0.0} s"));

    private static int At(byte[] file, double where) => (int)(where * (file.Length - 1));

    private static byte[] Change(byte[] file, double where, byte[] piece)
    {
        var changed = (byte[])file.Clone();
        var at = At(file, where);
        piece.AsSpan(0, Math.Min(piece.Length, file.Length - at)).CopyTo(changed.AsSpan(at));
        return changed;
    }

    /// <summary>Makes another kind of entry of the tar header at or after a place, with a right checksum.</summary>
    private static byte[] Retype(byte[] file, double where, byte type)
    {
        var mark = file.AsSpan(At(file, where)).IndexOf("ustar\0"u8);
        var header = At(file, where) + mark - 257;
        if (mark < 0 || header < 0 || header + 512 > file.Length) return file;

        var changed = (byte[])file.Clone();
        var block = changed.AsSpan(header, 512);
        block[156] = type;
        if (type is (byte)'1' or (byte)'2') "../../../../tmp/x"u8.CopyTo(block[157..]);
        block.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var octet in block) sum += octet;
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(block[148..]);
        return changed;
    }

    private static int Start(byte[] file)
    {
        var table = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(99));
        return (int)Math.Min(RawPackage.FixedLength + (long)table, file.Length);
    }

    /// <summary>A file that notices when somebody wants bytes from outside of it.</summary>
    private sealed class Watched(byte[] bytes) : MemoryStream(bytes)
    {
        public override long Position
        {
            get => base.Position;
            set => base.Position = value >= 0 ? value : throw new UnreachableException("a place before the file");
        }
    }
}
