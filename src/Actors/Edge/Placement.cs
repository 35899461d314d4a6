using System.Buffers.Binary;
using System.Text;
using FedPrune.Model.Wire;

namespace FedPrune.Actors.Edge;

/// <summary>
/// Which node a device goes to: consistent hashing with bounded loads (Mirrokni et al., 2018). Nodes stand on a ring, each at
/// as many points as its slots are worth; a device goes to the next node that has not its share of the round yet. Where a node
/// comes or goes, most devices stay where they were.
/// </summary>
internal sealed class Placement
{
    private const int PointsOfSlot = 32;

    private readonly (ulong Point, int Node)[] _ring;
    private readonly int[] _slots;

    /// <summary>Puts nodes on a ring.</summary>
    /// <param name="nodes">Their names, and how many models each trains at the same time; at least one.</param>
    public Placement(IReadOnlyList<(string Name, int Slots)> nodes)
    {
        _slots = [.. nodes.Select(node => node.Slots)];
        _ring =
        [
            .. nodes.SelectMany((node, index) => Enumerable.Range(0, node.Slots * PointsOfSlot)
                    .Select(point => (Point: XxHash64.Hash(Encoding.UTF8.GetBytes(node.Name), (ulong)point), index)))
                .OrderBy(point => point.Point).ThenBy(point => point.index),
        ];
    }

    /// <summary>The nodes of some devices, none with more than its share of them, rounded up.</summary>
    /// <returns>(n) indices of nodes.</returns>
    public int[] Of(IReadOnlyList<int> devices)
    {
        var room = _slots.Select(slots => (int)Math.Ceiling((double)devices.Count * slots / _slots.Sum())).ToArray();
        return [.. devices.Select(device => Next(device, room))];
    }

    private int Next(int device, int[] room)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, device);
        var place = Array.BinarySearch(_ring, (XxHash64.Hash(bytes, 0), 0));
        for (var i = place < 0 ? ~place : place; ; i++)
        {
            var node = _ring[i % _ring.Length].Node;
            if (room[node] > 0)
            {
                room[node]--;
                return node;
            }
        }
    }
}
