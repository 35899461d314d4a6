namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What becomes of the losses of a batch.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        /// <summary>Layers and losses as functions of their weights.</summary>
        public static unsafe partial class functional
        {
            /// <summary>A 2-D cross-correlation.</summary>
            /// <param name="input">(N, C, H, W)</param>
            /// <param name="weight">(K, C / groups, kernel height, kernel width)</param>
            /// <param name="bias">(K), or none.</param>
            /// <param name="strides">One number for both dimensions or one each; 1 by default.</param>
            /// <param name="padding">Zeros put around the input; 0 by default.</param>
            /// <param name="dilation">Distance between the kernel's elements; 1 by default.</param>
            /// <param name="groups">Channels are split into so many independent convolutions.</param>
            public static Tensor conv2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1)
            {
                var stride = Pair.Of(strides, 1);
                var pad = Pair.Of(padding, 0);
                var step = Pair.Of(dilation, 1);
                return Tensor.Own(
                    Native.fp_conv2d(input.Handle, weight.Handle, Optional(bias), (long*)&stride, (long*)&pad, (long*)&step, groups),
                    input, weight, bias);
            }

            /// <summary><c>input[N, in] · weights[out, in]ᵀ + bias[out]</c></summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Tensor.Own(Native.fp_linear(input.Handle, weights.Handle, Optional(bias)), input, weights, bias);

            /// <summary><c>max(x, 0)</c>; in place the result is another reference to <paramref name="x"/>'s own tensor.</summary>
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? Tensor.Own(Native.fp_relu_(x.Handle), x) : x.relu();

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            /// <summary>Normalises each sample over groups of channels, <c>(x - mean) / √(variance + eps) · weight + bias</c>.</summary>
            /// <param name="input">(N, C, …)</param>
            /// <param name="num_groups">Divides C.</param>
            /// <param name="weight">(C), or none.</param>
            /// <param name="bias">(C), or none.</param>
            /// <param name="eps">Keeps the root from zero.</param>
            public static Tensor group_norm(
                Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                Tensor.Own(Native.fp_group_norm(input.Handle, num_groups, Optional(weight), Optional(bias), eps), input, weight, bias);

            /// <summary>The negative log-likelihood of the target classes under the softmax of the scores.</summary>
            /// <param name="input">Scores (N, classes).</param>
            /// <param name="target">int64 classes (N), or probabilities (N, classes).</param>
            /// <param name="weight">Weight of each class (classes), or none.</param>
            /// <param name="ignore_index">A target that counts for nothing.</param>
            /// <param name="reduction">Mean, sum, or a loss for each sample.</param>
            /// <param name="label_smoothing">Share of the target spread evenly over all classes, 0 to 1.</param>
            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean,
                double label_smoothing = 0) =>
                Tensor.Own(
                    Native.fp_cross_entropy(
                        input.Handle, target.Handle, Optional(weight), ignore_index, (long)reduction, label_smoothing),
                    input, target, weight);

            private static nint Optional(Tensor? tensor) => tensor?.Handle ?? 0;

            /// <summary>Two numbers side by side in memory, one for each spatial dimension.</summary>
            private readonly record struct Pair(long Height, long Width)
            {
                internal static Pair Of(long[]? given, long otherwise) => given switch
                {
                    null => new(otherwise, otherwise),
                    [var both] => new(both, both),
                    [var height, var width] => new(height, width),
                    _ => throw new ArgumentException($"A 2-D operation takes 1 or 2 numbers for a size, not {given.Length}"),
                };
            }
        }
    }
}
