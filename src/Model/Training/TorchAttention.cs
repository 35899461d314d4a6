using static TorchSharp.torch;

namespace FedPrune.Model.Training;

/// <summary>
/// The layers of transformers on libtorch, channels first. Products of many small matrices are 1×1 convolutions in groups: a
/// group is a head of a sample, what one factor sums over are its input channels, and the other factor is the kernel.
/// </summary>
internal static class TorchAttention
{
    /// <summary><c>V·relu(KᵀQ/√d)/T</c> for each head of each sample: (n, 3·d·heads, h, w) → (n, d·heads, h, w).</summary>
    public static Tensor Of(Tensor x, int heads)
    {
        var (samples, height, width) = (x.shape[0], x.shape[2], x.shape[3]);
        var (groups, places, depth) = (samples * heads, height * width, x.shape[1] / (3 * heads));
        var split = x.reshape(groups, 3, depth * places);
        var queries = split.narrow(1, 0, 1).reshape(1, groups * depth, places, 1);
        var keys = Transposed(split.narrow(1, 1, 1).reshape(groups, depth * places), depth, places).view(groups * places, depth, 1, 1);
        var values = split.narrow(1, 2, 1).reshape(groups * depth, places, 1, 1);
        var shares = nn.functional.conv2d(queries, keys, groups: groups).relu() * (1 / (Math.Sqrt(depth) * places)); // (1, groups·T, T, 1)
        return nn.functional.conv2d(shares, values, groups: groups).reshape(samples, heads * depth, height, width);
    }

    /// <summary>The columns of a table that symbols stand for: (n, 1, 1, L) → (n, width, 1, L).</summary>
    /// <param name="symbols">(n, 1, 1, L) numbers of columns.</param>
    /// <param name="table">(width, symbols).</param>
    public static Tensor LookedUp(Tensor symbols, Tensor table)
    {
        var (samples, length, width) = (symbols.shape[0], symbols.shape[3], table.shape[0]);
        var columns = table.index_select(1, symbols.reshape(samples * length).to_type(ScalarType.Int64)); // (width, n·L)
        return Transposed(columns.view(1, -1), width, samples * length) // (n·L, width)
            .view(samples, length * width).index_select(1, Order(length, width)).view(samples, width, 1, length);
    }

    // (m, rows·columns) → (m, columns·rows): each row of the batch is a matrix, turned over.
    private static Tensor Transposed(Tensor matrices, long rows, long columns) => matrices.index_select(1, Order(rows, columns));

    // Where each element of the transpose of (rows, columns) is found.
    private static Tensor Order(long rows, long columns)
    {
        var order = new long[rows * columns];
        for (long i = 0; i < order.Length; i++)
            order[i] = (i % rows * columns) + (i / rows);
        return from_array(order);
    }
}
