using System.Collections.Immutable;
using System.Globalization;

namespace FedPrune.Model.Checkpoints;

/// <summary>A checkpoint that cannot be used, and why.</summary>
public sealed record DamagedCheckpoint(string Path, string Reason);

/// <summary>What a store found when it was asked for its newest checkpoint.</summary>
/// <param name="Round">The round after which it was taken; null where there is none.</param>
/// <param name="Snapshot">Its content; null where no checkpoint is whole.</param>
/// <param name="Damaged">The newer ones that are not whole, newest first.</param>
public sealed record FoundCheckpoint(int? Round, Snapshot? Snapshot, ImmutableArray<DamagedCheckpoint> Damaged);

/// <summary>The checkpoints of one run: <c>round-000012.ckpt</c> in a folder, the newest few kept.</summary>
/// <param name="folder">Where; made with the first checkpoint.</param>
/// <param name="keep">How many files stay, at least 1.</param>
public sealed class CheckpointStore(string folder, int keep = 3)
{
    private const string Prefix = "round-", Suffix = ".ckpt";

    private readonly int _keep = keep >= 1
        ? keep
        : throw new ArgumentOutOfRangeException(nameof(keep), keep, "at least one checkpoint is kept");

    /// <summary>Writes a checkpoint whole or not at all, then deletes the ones that are not needed any more.</summary>
    /// <remarks>Files of later rounds go too: the run was resumed from before them, so they are of a past that did not happen.</remarks>
    public void Save(int round, Snapshot snapshot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(round);
        Directory.CreateDirectory(folder);
        AtomicFile.Write(PathOf(round), stream => SnapshotFile.Write(stream, snapshot));
        var older = Existing().Where(r => r < round).Take(_keep - 1).ToHashSet();
        foreach (var other in Existing())
            if (other != round && !older.Contains(other))
                File.Delete(PathOf(other));
    }

    /// <summary>The newest checkpoint that is whole, and the newer ones that are damaged. Damage never throws.</summary>
    /// <param name="atMost">Later rounds are passed over.</param>
    public FoundCheckpoint Latest(int atMost = int.MaxValue)
    {
        var damaged = ImmutableArray.CreateBuilder<DamagedCheckpoint>();
        foreach (var round in Existing().Where(round => round <= atMost))
        {
            var path = PathOf(round);
            try
            {
                using var stream = File.OpenRead(path);
                return new(round, SnapshotFile.Read(stream), damaged.ToImmutable());
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                damaged.Add(new(path, e.Message));
            }
        }
        return new(null, null, damaged.ToImmutable());
    }

    private string PathOf(int round) => Path.Combine(folder, $"{Prefix}{round:D6}{Suffix}");

    /// <summary>The rounds that have a file, newest first.</summary>
    private ImmutableArray<int> Existing() => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, Prefix + "*" + Suffix).Select(RoundOf).OfType<int>().OrderDescending()];

    private static int? RoundOf(string path)
    {
        var name = Path.GetFileName(path);
        return int.TryParse(name.AsSpan()[Prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var round)
            && string.Equals(name, $"{Prefix}{round:D6}{Suffix}", StringComparison.Ordinal) ? round : null;
    }
}
