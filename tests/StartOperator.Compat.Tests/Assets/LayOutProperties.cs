using System.Formats.Tar;
using System.Text;
using CsCheck;
using StartOperator.Compat.Tests.Support;

namespace StartOperator.Compat.Tests.Assets;

public sealed class LayOutProperties
{
    [LinuxFact]
    public void Any_tree_comes_out_of_an_archive_as_it_went_in() =>
        Gen.Select(TreeModel.Any, Gen.OneOf(TarEntryFormat.Pax, TarEntryFormat.Gnu), Gen.OneOf("", "./", "main/"), Gen.Bool).Sample(
            (tree, format, prefix, gzip) =>
            {
                using var box = new Box(inMemory: true);
                var tar = tree.ToTar(format, prefix);
                if (gzip) tar = HandmadeTar.Gzip(tar);
                box.LayOut(tar, prefix == "main/" ? ["--strip", "main"] : []).ShouldBe(ExitCode.Done, box.Complained);
                TreePicture.Of(box.Tree).ShouldBe(tree.Picture);
                box.ShouldBeUntouched();
            },
            iter: 300);

    [LinuxFact]
    public void Any_folder_is_copied_as_it_is_and_then_kept() =>
        TreeModel.Any.Sample(
            tree =>
            {
                using var box = new Box(inMemory: true);
                tree.WriteTo(box.SourcePath("folder"));
                box.LayOut(box.SourcePath("folder")).ShouldBe(ExitCode.Done, box.Complained);
                TreePicture.Of(box.Tree).ShouldBe(TreePicture.Of(box.SourcePath("folder")));
                box.LayOut(box.SourcePath("folder")).ShouldBe(ExitCode.Done, box.Complained);
                box.Said.ShouldStartWith("kept ");
                box.ShouldBeUntouched();
            },
            iter: 150);

    [LinuxFact]
    public void A_damaged_archive_is_laid_out_inside_the_tree_or_refused_whatever_the_damage() =>
        Gen.Select(TreeModel.Any, Gen.OneOf(TarEntryFormat.Pax, TarEntryFormat.Gnu), Damage.Any.Array[1, 6], Gen.Bool).Sample(
            (tree, format, damages, gzip) =>
            {
                using var box = new Box(inMemory: true);
                var tar = tree.ToTar(format, "");
                foreach (var damage in damages) tar = damage.Do(tar);
                if (gzip) tar = HandmadeTar.Gzip(tar);

                box.LayOut(tar).ShouldBeOneOf(ExitCode.Done, ExitCode.Refused);

                box.Complained.TrimEnd('\n').ShouldNotContain('\n');
                box.ShouldBeUntouched();
                ShouldStayInside(box);
            },
            iter: 2000);

    [LinuxFact]
    public void A_gzipped_archive_with_changed_bytes_is_laid_out_whole_or_refused() =>
        Gen.Select(TreeModel.Any, Gen.Int.Array[1, 3], Gen.Byte).Sample(
            (tree, places, value) =>
            {
                using var box = new Box(inMemory: true);
                var packed = HandmadeTar.Gzip(tree.ToTar(TarEntryFormat.Pax, ""));
                foreach (var place in places) packed[(int)((uint)place % packed.Length)] = value;

                if (box.LayOut(packed) == ExitCode.Done) TreePicture.Of(box.Tree).ShouldBe(tree.Picture);
                else Directory.Exists(box.Tree).ShouldBeFalse();

                box.ShouldBeUntouched();
            },
            iter: 500);

    /// <summary>No link of the tree leads anywhere but into it, as the kernel follows it.</summary>
    private static void ShouldStayInside(Box box)
    {
        if (!Directory.Exists(box.Tree)) return;
        foreach (var entry in TreePicture.Entries(box.Tree))
        {
            if (entry.LinkTarget is null) continue;
            if (TryFollow(entry) is { } end) $"{end}/".ShouldStartWith($"{box.Tree}/");
        }
    }

    /// <summary>Where a link leads in the end; null for one that leads in circles.</summary>
    private static string? TryFollow(FileSystemInfo link)
    {
        try
        {
            return Path.GetFullPath(link.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>One thing done to an archive's bytes.</summary>
    private sealed record Damage(int Kind, uint Block, uint Place, byte Value, string Text)
    {
        private static readonly string[] HostileTexts =
        [
            "../../outside/secret", "/etc/passwd", "..", "a", "a/..", "./", "", "neighbour/../../outside", "\u00ff\u00ff", "99999999999", "-1",
            "path=../x\n", "18 linkpath=/etc/x\n", "a/a/a/a", "\0\0\0\0", "80000000000",
        ];

        public static Gen<Damage> Any { get; } = Gen.Select(Gen.Int[0, 8], Gen.UInt, Gen.UInt, Gen.Byte, Gen.OneOf(HostileTexts))
            .Select((kind, block, place, value, text) => new Damage(kind, block, place, value, text));

        public byte[] Do(byte[] tar)
        {
            if (tar.Length < 512) return tar;
            var at = (int)(Block % (uint)(tar.Length / 512)) * 512;
            var header = tar.AsSpan(at, 512);
            switch (Kind)
            {
                case 0: // any byte
                    header[(int)(Place % 512)] = Value;
                    return tar;
                case 1: // any byte of what may be a header, with the right checksum
                    header[(int)(Place % 512)] = Value;
                    HandmadeTar.Seal(header);
                    return tar;
                case 2: // another kind of entry
                    header[156] = "0123456567xgLKSVMDNZ\0"u8[(int)(Place % 21)];
                    HandmadeTar.Seal(header);
                    return tar;
                case 3: // another name, link target or length
                    var field = (Place % 3) switch { 0 => header[..100], 1 => header.Slice(157, 100), _ => header.Slice(124, 12) };
                    field.Clear();
                    Encoding.UTF8.GetBytes(Text)[..Math.Min(Encoding.UTF8.GetByteCount(Text), field.Length)].CopyTo(field);
                    HandmadeTar.Seal(header);
                    return tar;
                case 4: // hostile text anywhere
                    var text = Encoding.UTF8.GetBytes(Text);
                    text.AsSpan(0, Math.Min(text.Length, 400)).CopyTo(header[(int)(Place % 100)..]);
                    return tar;
                case 5: // cut off
                    return tar[..(int)(Place % (uint)tar.Length)];
                case 6: // a block twice
                    return [.. tar[..at], .. header, .. tar[at..]];
                case 7: // a block less
                    return [.. tar[..at], .. tar[(at + 512)..]];
                default: // another block's content
                    var from = (int)(Place % (uint)(tar.Length / 512)) * 512;
                    tar.AsSpan(from, 512).ToArray().CopyTo(header);
                    return tar;
            }
        }
    }
}
