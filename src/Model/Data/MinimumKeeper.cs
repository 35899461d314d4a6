namespace FedPrune.Model.Data;

/// <summary>Gives every device its minimum of samples at the cost of those that have most.</summary>
internal static class MinimumKeeper
{
    /// <summary>
    /// Moves samples, one by one from whichever device has most (the lowest number among equals), until none has fewer than
    /// <paramref name="minimum"/>. Ends whenever there are enough samples for all.
    /// </summary>
    /// <param name="owners">(n) owner of each sample, changed.</param>
    /// <param name="devices">Number of devices; <c>devices · minimum ≤ n</c>.</param>
    /// <param name="minimum">Samples that each device has at least, afterwards.</param>
    public static void FillUp(int[] owners, int devices, int minimum)
    {
        var held = new Stack<int>[devices];
        for (int device = 0; device < devices; device++)
            held[device] = new();
        for (int k = 0; k < owners.Length; k++)
            held[owners[k]].Push(k);

        var richest = new PriorityQueue<int, (int Fewer, int Device)>(devices);
        for (int device = 0; device < devices; device++)
            if (held[device].Count > minimum)
                richest.Enqueue(device, (-held[device].Count, device));
        for (int poor = 0; poor < devices; poor++)
            for (int missing = minimum - held[poor].Count; missing > 0; missing--)
                owners[TakeFromRichest(held, richest)] = poor;
    }

    private static int TakeFromRichest(Stack<int>[] held, PriorityQueue<int, (int Fewer, int Device)> richest)
    {
        var device = richest.Dequeue();
        var taken = held[device].Pop();
        richest.Enqueue(device, (-held[device].Count, device));
        return taken;
    }
}
