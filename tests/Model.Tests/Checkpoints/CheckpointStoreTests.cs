using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FedPrune.Model.Checkpoints;

namespace FedPrune.Model.Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_snapshot_comes_back_bit_for_bit()
    {
        var saved = Snapshot.Of(
            """{"round":12,"name":"größer"}""",
            ("weights", TemporaryFolder.Values(10_001, 1)), ("empty", Array.Empty<float>()), ("résidu", TemporaryFolder.Values(1, 2)));
        new CheckpointStore(_folder.Path).Save(12, saved);
        Assert.Equal(["round-000012.ckpt"], _folder.Names);
        var found = new CheckpointStore(_folder.Path).Latest();
        Assert.Equal(12, found.Round);
        Assert.Empty(found.Damaged);
        Assert.Equal(saved.Json, found.Snapshot!.Json);
        Assert.Equal(saved.Vectors.Keys, found.Snapshot.Vectors.Keys);
        foreach (var (name, values) in saved.Vectors)
            Assert.True(MemoryMarshal.AsBytes(values.Span).SequenceEqual(MemoryMarshal.AsBytes(found.Snapshot.Vectors[name].Span)), name);
    }

    [Theory]
    [InlineData(1, new[] { 9 })]
    [InlineData(2, new[] { 8, 9 })]
    [InlineData(3, new[] { 7, 8, 9 })]
    [InlineData(99, new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    public void The_newest_few_are_kept(int keep, int[] left)
    {
        var store = new CheckpointStore(_folder.Path, keep);
        for (int round = 0; round < 10; round++)
            store.Save(round, Small(round));
        Assert.Equal(left.Select(r => $"round-{r:D6}.ckpt"), _folder.Names);
        Assert.Equal((9, "{9}"), (store.Latest().Round, store.Latest().Snapshot!.Json));
    }

    [Fact]
    public void Rounds_are_ordered_as_numbers_and_other_files_are_left_alone()
    {
        foreach (var other in (string[])["round-1.ckpt", "round-abc.ckpt", "round-000099.ckpt.tmp", "round--00001.ckpt", "round-.ckpt", "notes.txt"])
            File.WriteAllText(_folder.File(other), "x");
        var store = new CheckpointStore(_folder.Path, keep: 2);
        store.Save(999_999, Small(1));
        store.Save(1_000_000, Small(2));
        Assert.Equal(1_000_000, store.Latest().Round);
        store.Save(1_000_001, Small(3));
        Assert.Equal([1_000_000, 1_000_001], _folder.Names.Where(n => n.StartsWith("round-1000", StringComparison.Ordinal)).Select(n => int.Parse(n[6..^5])));
        Assert.Equal(8, _folder.Names.Count());
        Assert.Empty(store.Latest().Damaged);
    }

    [Fact]
    public void Nothing_is_found_where_nothing_was_saved()
    {
        foreach (var folder in (string[])[_folder.Path, _folder.File("missing")])
            Assert.Equal((null, null, 0), (new CheckpointStore(folder).Latest().Round, new CheckpointStore(folder).Latest().Snapshot, new CheckpointStore(folder).Latest().Damaged.Length));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CheckpointStore(_folder.Path, keep: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CheckpointStore(_folder.Path).Save(-1, Small(0)));
    }

    [Fact]
    public void A_checkpoint_cut_anywhere_is_reported_and_the_one_before_is_taken()
    {
        var store = Saved(2, out var newest);
        var whole = File.ReadAllBytes(newest);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(newest, whole[..length]);
            var found = store.Latest();
            Assert.Equal((1, "{1}"), (found.Round, found.Snapshot!.Json));
            var damaged = Assert.Single(found.Damaged);
            Assert.Equal(newest, damaged.Path);
            Assert.Contains("truncated", damaged.Reason, StringComparison.Ordinal);
        }
        File.WriteAllBytes(newest, whole);
        Assert.Equal(2, store.Latest().Round);
    }

    [Fact]
    public void A_checkpoint_with_any_changed_byte_is_reported_and_the_one_before_is_taken()
    {
        var store = Saved(2, out var newest);
        var whole = File.ReadAllBytes(newest);
        for (int place = 0; place < whole.Length; place++)
        {
            var changed = (byte[])whole.Clone();
            changed[place] ^= 0x10;
            File.WriteAllBytes(newest, changed);
            var found = store.Latest();
            Assert.Equal(1, found.Round);
            var expected = place < 4 ? "does not start" : place < 8 ? "wrong version" : "wrong checksum";
            Assert.Contains(expected, Assert.Single(found.Damaged).Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Impossible_lengths_under_a_right_checksum_are_reported_too()
    {
        var store = Saved(2, out var newest);
        var whole = File.ReadAllBytes(newest);
        for (int place = 8; place < whole.Length - 32 - 4; place++)
            foreach (var length in (int[])[int.MaxValue, -1, 1_000_000])
            {
                byte[] content = [.. whole[..place], .. BitConverter.GetBytes(length), .. whole[(place + 4)..^32]];
                File.WriteAllBytes(newest, [.. content, .. SHA256.HashData(content)]);
                var found = store.Latest(); // a changed number or letter may be whole; a changed length may not
                Assert.Equal(found.Round == 2, found.Damaged.IsEmpty);
                Assert.True(place >= 16 || found.Round == 1, $"length {length} at {place}");
            }
    }

    [Fact]
    public void Where_nothing_is_whole_everything_is_reported_newest_first()
    {
        var store = Saved(3, out _);
        foreach (var name in _folder.Names.ToArray())
            File.WriteAllBytes(_folder.File(name), [1]);
        var found = store.Latest();
        Assert.Null(found.Snapshot);
        Assert.Null(found.Round);
        Assert.Equal(["round-000003.ckpt", "round-000002.ckpt", "round-000001.ckpt"], found.Damaged.Select(d => Path.GetFileName(d.Path)));
    }

    [Fact]
    public void After_resuming_from_an_earlier_round_the_damaged_later_ones_do_not_push_out_whole_ones()
    {
        var store = new CheckpointStore(_folder.Path, keep: 2);
        for (int round = 1; round <= 3; round++)
            store.Save(round, Small(round));
        File.WriteAllBytes(_folder.File("round-000003.ckpt"), [1]);
        Assert.Equal(2, store.Latest().Round);
        store.Save(2, Small(22));
        Assert.Equal(["round-000002.ckpt"], _folder.Names);
        Assert.Equal("{22}", store.Latest().Snapshot!.Json);
    }

    private CheckpointStore Saved(int rounds, out string newest)
    {
        var store = new CheckpointStore(_folder.Path);
        for (int round = 1; round <= rounds; round++)
            store.Save(round, Small(round));
        newest = _folder.File($"round-{rounds:D6}.ckpt");
        return store;
    }

    private static Snapshot Small(int number) => Snapshot.Of($"{{{number}}}", ("w", new float[] { number, 2, 3 }), ("r", new float[] { -1 }));
}
