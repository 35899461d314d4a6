using FedPrune.Host.Runs;

namespace FedPrune.Host.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_new_run_gets_the_folder_that_was_asked_for()
    {
        var run = RunFolder.Create(_folder.In("a/b/c"), "quick-s1");
        Assert.Equal(_folder.In("a/b/c"), run.Path);
        Assert.Equal("c", run.Id);
        Assert.Equal(["checkpoints"], Directory.EnumerateFileSystemEntries(run.Path).Select(Path.GetFileName));
        Assert.Empty(Directory.EnumerateFileSystemEntries(run.In("checkpoints")));
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_not_overwritten()
    {
        var run = RunFolder.Create(_folder.In("run"), "quick-s1");
        File.WriteAllText(run.Config, "");
        var refused = Assert.Throws<UserException>(() => RunFolder.Create(_folder.In("run"), "quick-s1"));
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains("already holds a run", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        var file = _folder.Write("file", "");
        var refused = Assert.Throws<UserException>(() => RunFolder.Create(Path.Combine(file, "run"), "quick-s1"));
        Assert.Equal(ExitCode.Environment, refused.Code);
        Assert.StartsWith($"cannot write to {Path.Combine(file, "run")}: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_earlier_run_is_opened_by_its_path()
    {
        var run = RunFolder.Create(_folder.In("run"), "quick-s1");
        File.WriteAllText(run.Config, "");
        Assert.Equal(run.Path, RunFolder.Open(_folder.In("run")).Path);
        Assert.Equal(run.Path, RunFolder.Open(_folder.In("run/")).Path.TrimEnd('/'));
    }

    [Fact]
    public void A_folder_without_a_run_is_refused()
    {
        var refused = Assert.Throws<UserException>(() => RunFolder.Open(_folder.Path));
        Assert.Equal(ExitCode.Usage, refused.Code);
        Assert.Contains("config.conf", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
