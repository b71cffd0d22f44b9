using StartOperator.Compat.Assets;

namespace StartOperator.Compat.Tests.Assets;

public sealed class LinkTargetTests
{
    private readonly FolderNode _root = new();

    [Theory]
    [InlineData("a/link", "x")]
    [InlineData("a/link", "../a/b/./c")]
    [InlineData("a/link", "..")]
    [InlineData("a/b/link", "../../top")]
    [InlineData("link", ".")]
    [InlineData("link", "a/b/../../top")]
    [InlineData("link", "nowhere/../top")]
    public void A_link_inside_the_tree_stays_inside(string link, string target) => LeadsOutside(link, target).ShouldBeFalse();

    [Theory]
    [InlineData("link", "/etc/passwd")]
    [InlineData("link", "..")]
    [InlineData("a/link", "../../x")]
    [InlineData("a/link", "../a/../../x")]
    [InlineData("link", "nowhere/../../x")]
    [InlineData("link", "top/../../x")]
    public void A_link_that_climbs_above_the_root_leads_outside(string link, string target) => LeadsOutside(link, target).ShouldBeTrue();

    [Fact]
    public void Climbing_counts_from_where_another_link_leads()
    {
        // a/b/up is the root, so a/b/up/.. is the folder around it, though the text looks like a/b.
        Put("a/b/up", new LinkNode("../..", 0));
        LeadsOutside("link", "a/b/up").ShouldBeFalse();
        LeadsOutside("link", "a/b/up/..").ShouldBeTrue();
    }

    [Fact]
    public void A_link_through_a_deeper_one_may_climb_further_than_its_text_suggests()
    {
        Put("a/b/c/file", new FileNode());
        Put("deep", new LinkNode("a/b/c", 0));
        LeadsOutside("link", "deep/../../..").ShouldBeFalse();
        LeadsOutside("link", "deep/../../../..").ShouldBeTrue();
    }

    [Fact]
    public void Links_in_a_circle_lead_nowhere()
    {
        Put("one", new LinkNode("two", 0));
        Put("two", new LinkNode("one/../one", 0));
        LeadsOutside("link", "one/x").ShouldBeFalse();
    }

    private bool LeadsOutside(string link, string target)
    {
        Put("a/b/file", new FileNode());
        Put("top", new FileNode());
        var folders = new List<FolderNode>();
        var folder = _root;
        foreach (var name in link.Split('/').SkipLast(1)) folders.Add(folder = (FolderNode)folder.Children[name]);
        return LinkTarget.LeadsOutside(_root, folders, target);
    }

    private void Put(string path, TreeNode node)
    {
        var names = path.Split('/');
        var folder = _root;
        foreach (var name in names.SkipLast(1))
        {
            if (!folder.Children.TryGetValue(name, out var child)) folder.Children[name] = child = new FolderNode();
            folder = (FolderNode)child;
        }

        folder.Children[names[^1]] = node;
    }
}
