namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Inputs are (N, C, H, W). Windows step by their own size unless a stride is given.
        public static unsafe partial class functional
        {
            /// <summary>The greatest element of each window.</summary>
            public static Tensor max_pool2d(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                bool ceil_mode = false) =>
                MaxPool(
                    input, Pair.Of(kernel_size, 1), Pair.Of(strides ?? kernel_size, 1), Pair.Of(padding, 0), Pair.Of(dilation, 1), ceil_mode);

            /// <inheritdoc cref="max_pool2d(Tensor, long[], long[], long[], long[], bool)"/>
            public static Tensor max_pool2d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                MaxPool(input, Square(kernel_size), Square(stride ?? kernel_size), Square(padding ?? 0), Square(dilation ?? 1), ceil_mode);

            /// <summary>The sum of each window over its size, or over <paramref name="divisor_override"/>.</summary>
            /// <remarks>With <paramref name="count_include_pad"/> padded zeros count towards the window's size.</remarks>
            public static Tensor avg_pool2d(
                Tensor input,
                long[] kernel_size,
                long[]? stride = null,
                long[]? padding = null,
                bool ceil_mode = false,
                bool count_include_pad = true,
                long? divisor_override = null) =>
                AvgPool(
                    input, Pair.Of(kernel_size, 1), Pair.Of(stride ?? kernel_size, 1), Pair.Of(padding, 0),
                    ceil_mode, count_include_pad, divisor_override);

            /// <inheritdoc cref="avg_pool2d(Tensor, long[], long[], long[], bool, bool, long?)"/>
            public static Tensor avg_pool2d(
                Tensor input,
                long kernel_size,
                long? stride = null,
                long padding = 0,
                bool ceil_mode = false,
                bool count_include_pad = true,
                long? divisor_override = null) =>
                AvgPool(
                    input, Square(kernel_size), Square(stride ?? kernel_size), Square(padding), ceil_mode, count_include_pad, divisor_override);

            /// <summary>Means over as many windows as give an output of the wanted height and width.</summary>
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size)
            {
                var size = Pair.Of(output_size, 1);
                return Tensor.Own(Native.fp_adaptive_avg_pool2d(input.Handle, (long*)&size), input);
            }

            /// <inheritdoc cref="adaptive_avg_pool2d(Tensor, long[])"/>
            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size)
            {
                var size = Square(output_size);
                return Tensor.Own(Native.fp_adaptive_avg_pool2d(input.Handle, (long*)&size), input);
            }

            private static Tensor MaxPool(Tensor input, Pair kernel, Pair stride, Pair padding, Pair dilation, bool ceil_mode) =>
                Tensor.Own(
                    Native.fp_max_pool2d(
                        input.Handle, (long*)&kernel, (long*)&stride, (long*)&padding, (long*)&dilation, ceil_mode ? 1 : 0),
                    input);

            private static Tensor AvgPool(
                Tensor input, Pair kernel, Pair stride, Pair padding, bool ceil_mode, bool count_include_pad, long? divisor) =>
                Tensor.Own(
                    Native.fp_avg_pool2d(
                        input.Handle, (long*)&kernel, (long*)&stride, (long*)&padding,
                        ceil_mode ? 1 : 0, count_include_pad ? 1 : 0, divisor ?? 0),
                    input);

            private static Pair Square(long side) => new(side, side);
        }
    }
}
