using StartOperator.Package.Diagnostics;
using StartOperator.Package.S9pk;

namespace StartOperator.Package.Tests.S9pk;

/// <summary>Headers and tables of contents, right and wrong.</summary>
public sealed class ContainerTests
{
    private static readonly byte[] Good = Samples.Good.ToBytes();

    [Fact]
    public void Nothing_is_wrong_with_a_good_package()
    {
        var reading = S9pkReader.Read(new MemoryStream(Good));
        reading.Diagnostics.Where(finding => finding.Path is not "version").ShouldBeEmpty();
        reading.Package.ShouldNotBeNull().Manifest.ShouldBe(Packed(NoteKeeper.Manifest));
    }

    [Fact]
    public void A_pipe_gives_the_same_as_a_file()
    {
        var file = S9pkReader.Read(new MemoryStream(Good));
        S9pkReader.Read(new Pipe(Good)).Package.ShouldBe(file.Package);
        S9pkReader.Read(new Pipe(Good, most: 1)).Package.ShouldBe(file.Package);
    }

    [Fact]
    public void The_table_of_contents_can_be_in_any_order()
    {
        var package = Samples.Read(Samples.Good with { Contents = entries => entries.Reverse() }).Package.ShouldNotBeNull();
        package.Sections.Select(section => section.Section).ShouldBe(S9pkLabels.All);
    }

    [Fact]
    public void The_sections_can_be_in_any_order()
    {
        var reading = Samples.Read(Samples.Good with { Sections = [.. Samples.Good.Sections.Reverse()] });
        reading.HasErrors.ShouldBeFalse();
        reading.Package!.Sections.Select(section => section.Section).ShouldBe(S9pkLabels.All.Reverse());
        reading.Package.Manifest.ShouldNotBeNull();
    }

    [Fact]
    public void A_package_of_0_3_0_has_no_entry_for_scripts()
    {
        var package = Samples.Good with { Sections = [.. Samples.Good.Sections.Where(section => section.Label != "scripts")] };
        var reading = Samples.Read(package);
        reading.HasErrors.ShouldBeFalse();
        reading.Package!.Section(S9pkSection.Scripts).ShouldBeNull();
        reading.Package.Sections[0].Position.ShouldBe(255);
    }

    [Fact]
    public void Of_two_entries_with_the_same_label_the_last_counts()
    {
        var reading = Samples.Read(Samples.Good with { Contents = entries => entries.Prepend(("license", 300UL, 7UL)) });
        reading.HasErrors.ShouldBeFalse();
        reading.Package!.Section(S9pkSection.License)!.Length.ShouldBe(4);
        reading.Diagnostics.ShouldContain(finding => finding.Severity == Severity.Warning && finding.Message.Contains("license is listed twice", StringComparison.Ordinal));
    }

    [Fact]
    public void Unknown_labels_mean_nothing()
    {
        var reading = Samples.Read(Samples.Good with { Contents = entries => entries.Append(("Ma\u001bnifest", ulong.MaxValue, ulong.MaxValue)) });
        reading.HasErrors.ShouldBeFalse();
        var warning = reading.Diagnostics.ShouldHaveSingleItem();
        warning.Message.ShouldContain("unknown");
        warning.Message.ShouldNotContain("\u001b");
    }

    [Fact]
    public void What_belongs_to_no_section_is_signed_and_told_of()
    {
        var reading = Samples.Read(Samples.Good with { Trailer = [1, 2, 3] });
        reading.HasErrors.ShouldBeFalse();
        reading.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("3 bytes");

        var changed = (Samples.Good with { Trailer = [1, 2, 3] }).ToBytes();
        changed[^1] = 4;
        Samples.ShouldBeRefused(changed).Message.ShouldContain("signature");
    }

    [Fact]
    public void A_megabyte_that_belongs_to_no_section_is_too_much() =>
        Samples.ShouldBeRefused(Samples.Good with { Trailer = new byte[(1 << 20) + 1] }).Message.ShouldContain("no section");

    [Theory]
    [InlineData("manifest")]
    [InlineData("license")]
    [InlineData("instructions")]
    [InlineData("icon")]
    [InlineData("docker_images")]
    [InlineData("assets")]
    public void A_section_that_is_missing_is_an_error(string label) => Samples
        .ShouldBeRefused(Samples.Good with { Contents = entries => entries.Where(entry => entry.Label != label) }).Message.ShouldContain($"lacks {label}");

    [Theory]
    [InlineData(0UL, 4UL, "within the header")]
    [InlineData(102UL, 4UL, "within the header")]
    [InlineData(278UL, 0UL, "within the header")]
    [InlineData(ulong.MaxValue, 0UL, "GiB")]
    [InlineData(279UL, ulong.MaxValue, "GiB")]
    [InlineData(ulong.MaxValue - 3, 4UL, "GiB")]
    [InlineData(1UL << 63, 1UL << 63, "GiB")]
    [InlineData(1UL << 40, 1UL, "GiB")]
    [InlineData(1UL << 30, 4UL, "ends at byte")]
    public void A_section_must_lie_in_the_file_and_after_the_header(ulong position, ulong length, string says) =>
        Samples.ShouldBeRefused(Samples.Good with { Contents = entries => [.. entries.Where(entry => entry.Label != "license"), ("license", position, length)] })
            .Message.ShouldContain(says);

    [Theory]
    [InlineData("license", "instructions")]
    [InlineData("assets", "manifest")]
    [InlineData("scripts", "docker_images")]
    public void Sections_that_overlap_are_refused(string one, string other)
    {
        var error = Samples.ShouldBeRefused(Samples.Good with
        {
            Contents = entries => entries.Select(entry => entry.Label == one ? (one, entries.Single(known => known.Label == other).Position + 1, entry.Length) : entry),
        });
        error.Message.ShouldContain("overlap");
    }

    [Fact]
    public void Two_sections_with_the_same_bytes_overlap() => Samples.ShouldBeRefused(Samples.Good with
    {
        Contents = entries => entries.Select(entry => entry.Label == "instructions" ? entries.Single(known => known.Label == "license") with { Label = "instructions" } : entry),
    }).Message.ShouldContain("overlap");

    [Theory]
    [InlineData(0, "is empty")]
    [InlineData(2, "no s9pk")]
    [InlineData(3, "within its header")]
    [InlineData(50, "within its header")]
    [InlineData(102, "within its header")]
    [InlineData(200, "within its header")]
    [InlineData(279, "ends at byte 279")]
    [InlineData(4000, "ends at byte 4000")]
    public void A_file_that_is_cut_off_is_told_so(int length, string says) => Samples.ShouldBeRefused(Good[..length]).Message.ShouldContain(says);

    [Fact]
    public void A_pipe_that_is_cut_off_is_told_so() =>
        S9pkReader.Read(new Pipe(Good[..4000])).Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("ends before the end of this section");

    [Theory]
    [InlineData(";;\u0003", "version 3")]
    [InlineData(";;\0", "version 0")]
    [InlineData("<html>", "web page")]
    [InlineData("\u001f\u008b\b", "gzip")]
    [InlineData("PK\u0003\u0004", "starts with")]
    public void Another_file_is_named_as_what_it_is(string start, string says) =>
        Samples.ShouldBeRefused([.. System.Text.Encoding.Latin1.GetBytes(start), .. new byte[200]]).Message.ShouldContain(says);

    [Theory]
    [InlineData(0x40, "65536")]
    [InlineData(0x7f, "65536")]
    public void A_table_of_contents_that_claims_to_be_huge_is_not_believed(byte highest, string says)
    {
        var file = (byte[])Good.Clone();
        file[99] = highest;
        Samples.ShouldBeRefused(file).Message.ShouldContain(says);
    }

    [Fact]
    public void A_table_of_contents_that_ends_within_an_entry_is_refused()
    {
        var file = (byte[])Good.Clone();
        file[102]--;
        Samples.ShouldBeRefused(file).Message.ShouldContain("within an entry");
    }

    [Fact]
    public void An_empty_table_of_contents_is_refused() =>
        Samples.ShouldBeRefused(Samples.Good with { Contents = _ => [] }).Message.ShouldContain("lacks manifest, license");

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void A_key_that_anybody_can_sign_for_is_no_key(string hex)
    {
        var file = (byte[])Good.Clone();
        Convert.FromHexString(hex).CopyTo(file, 3);
        Samples.ShouldBeRefused(file).Message.ShouldContain("no Ed25519 key");
    }

    [Theory]
    [InlineData(35)]
    [InlineData(67)]
    [InlineData(98)]
    [InlineData(300)]
    [InlineData(5000)]
    public void A_bit_that_is_flipped_in_signature_or_contents_is_noticed(int at)
    {
        var file = (byte[])Good.Clone();
        file[at] ^= 1;
        Samples.ShouldBeRefused(file).Message.ShouldContain("signature");
    }

    [Fact]
    public void The_signature_of_another_developer_is_refused()
    {
        var file = (byte[])Good.Clone();
        Org.BouncyCastle.Math.EC.Rfc8032.Ed25519.GeneratePublicKey(new byte[32], file.AsSpan(3, 32));
        Samples.ShouldBeRefused(file).Message.ShouldContain("signature");
    }

    [Fact]
    public void An_icon_of_more_than_100_KiB_is_an_error()
    {
        Samples.With("icon", new byte[102_400]).HasErrors.ShouldBeFalse();
        Samples.ShouldFail(Samples.With("icon", new byte[102_401])).Path.ShouldBe("icon");
    }

    [Fact]
    public void A_glance_reads_lists_and_believes_nothing()
    {
        var package = S9pkReader.Glance(new MemoryStream(Good)).Package.ShouldNotBeNull();
        package.IsVerified.ShouldBeFalse();
        package.Manifest.ShouldNotBeNull();
        package.Images!.Archives.Count.ShouldBe(2);
        package.Images.Archives[0].Images[0].Platform!.Architecture.ShouldBe("arm64");
        package.Images.Archives[0].Images[0].Layers[0].Blob.Digest.ShouldBeNull();
        package.Assets!.Entries.Count.ShouldBe(5);
        Should.Throw<ArgumentException>(() => new S9pkContent(new MemoryStream(Good), package));
    }

    private static Model.Manifest Packed(Model.Manifest manifest) => StartOperator.Package.Packed.PackedManifest.Complete(manifest);
}
