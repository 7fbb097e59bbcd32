import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('briefs_pages', '0002_help_texts'),
    ]

    operations = [
        migrations.AddField(
            model_name='briefpage',
            name='photo_alt',
            field=models.CharField(blank=True, help_text='Describes the photo for readers who cannot see it. Empty means the description of the image.', max_length=255, verbose_name='alternative text of the photo'),
        ),
        migrations.AlterField(
            model_name='briefpage',
            name='body',
            field=wagtail.fields.StreamField([('key_points', 1), ('paragraph', 2), ('heading', 3), ('quote', 6), ('image', 11), ('table', 12), ('embed', 13)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Point'}), 1: ('wagtail.blocks.ListBlock', (0,), {'icon': 'list-ul', 'label': 'Key points', 'template': 'briefs_app/blocks/key_points.html'}), 2: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'document-link', 'superscript', 'subscript', 'ol', 'ul'], 'label': 'Paragraph'}), 3: ('wagtail.blocks.CharBlock', (), {'form_classname': 'title', 'icon': 'title', 'label': 'Heading', 'template': 'briefs_app/blocks/heading.html'}), 4: ('wagtail.blocks.TextBlock', (), {'label': 'Quote'}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'Who said it', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('text', 4), ('attribution', 5)]], {}), 7: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Image'}), 8: ('wagtail.blocks.CharBlock', (), {'default': '', 'help_text': 'Describes the image for readers who cannot see it. Empty means the description of the image.', 'label': 'Alternative text', 'max_length': 255, 'required': False}), 9: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'required': False}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'Credit', 'required': False}), 11: ('wagtail.blocks.StructBlock', [[('image', 7), ('alt', 8), ('caption', 9), ('credit', 10)]], {}), 12: ('wagtail.contrib.table_block.blocks.TableBlock', (), {'label': 'Table', 'template': 'briefs_app/blocks/table.html'}), 13: ('wagtail.embeds.blocks.EmbedBlock', (), {'help_text': 'The address of a video or a post.', 'label': 'Embed', 'max_width': 800})}, verbose_name='body'),
        ),
    ]
