using CsCheck;

namespace StartOperator.Rendering.Tests;

public sealed class ChildNamesTests
{
    private const string LongService = "a-service-whose-name-has-forty-letters-x";
    private const string LongVolume = "a-volume-whose-name-has-as-many-letters-as-a-name-of-dns-may-ha";

    private static readonly Gen<string> Ids = Gen.OneOf(
        Gen.Char['a', 'c'].Array[1, 63].Select(letters => new string(letters)),
        Gen.Char['a', 'c'].Array[1, 6].Select(letters => new string(letters)).Array[1, 9].Select(words => string.Join('-', words))
            .Where(id => id.Length <= 63));

    /// <summary>Few letters, so that many begin alike; any two of these together are too long.</summary>
    private static readonly Gen<string> LongServices = Gen.Char['a', 'b'].Array[30, 40].Select(letters => new string(letters));

    private static readonly Gen<string> LongIds = Gen.OneOf(
        Gen.Char['a', 'b'].Array[33, 63].Select(letters => new string(letters)),
        Gen.Char['a', 'b'].Array[33, 63].Select(letters => string.Concat(letters.Select((letter, i) => i % 7 == 6 ? '-' : letter)).TrimEnd('-'))
            .Where(id => id.Length >= 33));

    private static readonly Gen<string> Services = Ids.Where(id => id.Length <= 40);

    [Fact]
    public void A_name_that_fits_is_the_service_a_hyphen_and_the_volume() => ChildNames.Claim("tea", "main").ShouldBe("tea-main");

    [Fact]
    public void A_name_of_63_characters_is_not_cut()
    {
        var volume = new string('v', 22);
        ChildNames.Claim(LongService, volume).ShouldBe($"{LongService}-{volume}");
    }

    [Fact]
    public void A_name_of_64_characters_is_cut_and_ends_in_a_digest()
    {
        var name = ChildNames.Claim(LongService, new string('v', 23));
        name.Length.ShouldBe(63);
        name.ShouldBe($"{LongService}-{new string('v', 13)}-{ChildNames.Digest($"{LongService}/{new string('v', 23)}")}");
    }

    [Fact]
    public void A_name_is_not_cut_to_two_hyphens_in_a_row() =>
        ChildNames.Claim(LongService, "abcdefghijkl-nopqrstuvwxyz")
            .ShouldBe($"{LongService}-abcdefghijkl-{ChildNames.Digest($"{LongService}/abcdefghijkl-nopqrstuvwxyz")}");

    [Fact]
    public void The_names_of_long_names_never_change()
    {
        ChildNames.Claim(LongService, LongVolume).ShouldBe("a-service-whose-name-has-forty-letters-x-a-volume-whos-aae6123c");
        ChildNames.PodVolume("data", ChildNames.Claim(LongService, LongVolume))
            .ShouldBe("data-a-service-whose-name-has-forty-letters-x-a-volume-326e3c70");
        ChildNames.AssetsContainer(LongVolume).ShouldBe("assets-a-volume-whose-name-has-as-many-letters-as-a-na-3c07af3b");
    }

    [Fact]
    public void Every_name_is_a_dns_label() => Gen.Select(Services, Ids).Sample((service, id) =>
    {
        ShouldBeLabel(ChildNames.Claim(service, id));
        ShouldBeLabel(ChildNames.InterfaceService(service, id));
        ShouldBeLabel(ChildNames.ServiceAccount(service));
        ShouldBeLabel(ChildNames.AssetsContainer(id));
        ShouldBeLabel(ChildNames.PodVolume("certificate", id));
        ShouldBeLabel(ChildNames.Revision(service, ChildNames.Digest(id)));
    });

    [Fact]
    public void Two_pairs_with_names_that_are_too_long_never_meet() => Gen.Select(LongServices, LongIds, LongServices, LongIds)
        .Where((service, volume, other, another) => (service, volume) != (other, another))
        .Sample((service, volume, other, another) => ChildNames.Claim(service, volume).ShouldNotBe(ChildNames.Claim(other, another)), iter: 20_000);

    [Fact]
    public void Pairs_that_read_the_same_when_joined_stay_apart_when_they_are_too_long()
    {
        var (first, last) = (new string('a', 31), new string('c', 31));
        ChildNames.Claim(first, $"b-{last}").ShouldNotBe(ChildNames.Claim($"{first}-b", last));
    }

    [Fact]
    public void Pairs_that_read_the_same_when_joined_meet_when_they_are_short_and_labels_tell_them_apart() =>
        ChildNames.Claim("a", "b-c").ShouldBe(ChildNames.Claim("a-b", "c"));

    [Fact]
    public void No_interface_has_the_boxs_own_name() => Gen.Select(Services, Ids)
        .Sample((service, id) => ChildNames.InterfaceService(service, id).ShouldNotBe(ChildNames.BoxService));

    [Fact]
    public void A_claim_that_somebody_else_has_named_can_have_dots_and_its_pod_volume_has_none()
    {
        ShouldBeLabel(ChildNames.PodVolume("data", "tea-main.restored"));
        ChildNames.PodVolume("data", "tea-main.restored").ShouldNotBe(ChildNames.PodVolume("data", "tea-main-restored"));
        ShouldBeLabel(ChildNames.PodVolume("data", string.Join('.', Enumerable.Repeat(new string('a', 63), 3))));
    }

    [Fact]
    public void The_assets_of_a_service_have_a_name_for_each_content()
    {
        ChildNames.AssetsConfigMap("tea", "pages", "0a0b0c0d").ShouldBe("tea-assets-pages-0a0b0c0d");
        ChildNames.AssetsConfigMap(LongService, LongVolume, "0a0b0c0d").Length.ShouldBeLessThanOrEqualTo(253);
    }

    private static void ShouldBeLabel(string name)
    {
        name.Length.ShouldBeInRange(1, 63, name);
        name.ShouldMatch("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$");
    }
}
