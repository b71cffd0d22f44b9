using StartOperator.Compat.Assets;

namespace StartOperator.Compat.Tests.Assets;

public sealed class PermissionsTests
{
    [Theory]
    [InlineData("0644", "0644")]
    [InlineData("0000", "0444")]
    [InlineData("0600", "0644")]
    [InlineData("0700", "0755")]
    [InlineData("0666", "0666")]
    [InlineData("4755", "0755")]
    [InlineData("7010", "0555")]
    public void Any_user_may_read_a_file_and_run_what_someone_may_run(string source, string laidOut) =>
        Permissions.OfFile(Convert.ToUInt32(source, 8)).ShouldBe(Convert.ToUInt32(laidOut, 8));

    [Theory]
    [InlineData("0755", "0755")]
    [InlineData("0000", "0555")]
    [InlineData("0700", "0755")]
    [InlineData("1777", "0777")]
    [InlineData("2770", "0775")]
    public void Any_user_may_enter_and_list_a_folder(string source, string laidOut) =>
        Permissions.OfFolder(Convert.ToUInt32(source, 8)).ShouldBe(Convert.ToUInt32(laidOut, 8));
}
