using FedPrune.Model.Checkpoints;

namespace FedPrune.Model.Tests.Checkpoints;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_appears_with_its_content_and_replaces_an_old_one()
    {
        AtomicFile.Write(_folder.File("a"), stream => stream.Write([1, 2, 3]));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(_folder.File("a")));
        AtomicFile.Write(_folder.File("a"), stream => stream.Write([4]));
        Assert.Equal([4], File.ReadAllBytes(_folder.File("a")));
        Assert.Equal(["a"], _folder.Names);
    }

    [Fact]
    public void The_old_file_stays_and_nothing_is_left_over_when_the_writer_throws()
    {
        File.WriteAllBytes(_folder.File("a"), [1, 2, 3]);
        var thrown = Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(_folder.File("a"), Fail));
        Assert.Equal("in the middle", thrown.Message);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(_folder.File("a")));
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(_folder.File("b"), Fail));
        Assert.Equal(["a"], _folder.Names);

        static void Fail(Stream stream)
        {
            stream.Write(new byte[100_000]);
            throw new InvalidOperationException("in the middle");
        }
    }

    [Fact]
    public void The_old_file_can_be_read_until_the_new_one_is_whole()
    {
        File.WriteAllBytes(_folder.File("a"), [1]);
        AtomicFile.Write(_folder.File("a"), stream =>
        {
            stream.Write([2]);
            stream.Flush();
            Assert.Equal([1], File.ReadAllBytes(_folder.File("a")));
        });
        Assert.Equal([2], File.ReadAllBytes(_folder.File("a")));
    }

    [Fact]
    public void What_a_crash_left_over_is_no_obstacle()
    {
        File.WriteAllBytes(_folder.File("a" + AtomicFile.TemporarySuffix), new byte[1000]);
        AtomicFile.Write(_folder.File("a"), stream => stream.Write([1]));
        Assert.Equal([1], File.ReadAllBytes(_folder.File("a")));
        Assert.Equal(["a"], _folder.Names);
    }

    [Fact]
    public void A_name_that_cannot_be_written_fails_without_leaving_anything()
    {
        Directory.CreateDirectory(_folder.File("folder"));
        Assert.ThrowsAny<Exception>(() => AtomicFile.Write(_folder.File("folder"), stream => stream.Write([1])));
        Assert.Empty(_folder.Names);
        Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(_folder.File("missing/a"), stream => stream.Write([1])));
    }
}
